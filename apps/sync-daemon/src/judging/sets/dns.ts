import { dnsFacts } from '@rollcall/db';
import {
  type DnsFacts,
  dkimDiffers,
  dkimMalformed,
  dkimMissing,
  dmarcMalformed,
  dmarcMissing,
  dmarcUnaligned,
  dnsAnswersDiffer,
  dnsHolder,
  dnsNotPublished,
  dnsRecordMissing,
  domainUnresolvable,
  mxWrong,
  nameserversDiffer,
  spfMalformed,
  spfMissing,
  spfOpenEnded,
  spfSeveral,
  spfTooManyLookups,
  spfWithoutProvider,
} from '@rollcall/ledger';
import { domainTermsOf } from '@rollcall/provider-kit';
import { factSet } from '../fact-set.ts';

export const dnsSet = factSet<DnsFacts>({
  name: 'dns',
  rules: [
    ...[domainUnresolvable, nameserversDiffer, mxWrong],
    ...[spfMissing, spfSeveral, spfMalformed, spfTooManyLookups, spfOpenEnded, spfWithoutProvider],
    ...[dkimMissing, dkimMalformed, dkimDiffers, dmarcMissing, dmarcMalformed, dmarcUnaligned],
    ...[dnsRecordMissing, dnsNotPublished, dnsAnswersDiffer],
  ],
  async *facts(tx, { providers }) {
    for await (const page of dnsFacts(tx)) {
      yield page
        .filter(({ held }) => held.length > 0)
        .map(({ held, ...checked }) => ({
          ...checked,
          holders: held.map((one) =>
            dnsHolder(checked.domain, one, domainTermsOf(providers.find(({ name }) => name === one.provider))),
          ),
        }));
    }
  },
});
