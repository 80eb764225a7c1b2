import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure } from './answers.ts';
import { pageOf } from './paging.ts';
import { statisticsOf } from './seed.ts';
import type { NamedStatistics, State } from './state.ts';

type StatisticsOperations = Pick<
  operations,
  | 'getStatistics'
  | 'listChannelStatistics'
  | 'getChannelStatistics'
  | 'listCampaignStatistics'
  | 'getCampaignStatistics'
>;

/** Invented counts; those of the account are the sum of its channels, whatever span of time is asked for. */
export const statisticsHandlers: Handlers<StatisticsOperations, State> = {
  getStatistics: ({ state, query: { from, to } }) => {
    if (to !== undefined && to < from) return failure('Invalid value: "to" is before "from".');
    const sent = state.channels.reduce((sum, { EmailTotal = 0 }) => sum + EmailTotal, 0);
    const { ChannelName: _name, ...counts } = statisticsOf('', sent);
    return { status: 200, body: counts };
  },

  listChannelStatistics: ({ state, query }) => ({ status: 200, body: page(state, state.channels, query) }),
  getChannelStatistics: ({ state, path }) => one(state.channels, path.name),
  listCampaignStatistics: ({ state, query }) => ({ status: 200, body: page(state, state.campaigns, query) }),
  getCampaignStatistics: ({ state, path }) => one(state.campaigns, path.name),
};

/** Without a limit, or with 0, all of them. */
function page(state: State, rows: readonly NamedStatistics[], asked: { limit?: number; offset?: number }) {
  const { limit = 0, offset = 0 } = asked;
  return pageOf(state, rows, { limit: limit === 0 ? Number.POSITIVE_INFINITY : limit, offset });
}

function one(rows: readonly NamedStatistics[], name: string) {
  const found = rows.find(({ ChannelName }) => ChannelName === name);
  return found === undefined ? failure(`${name} was not found.`) : ({ status: 200, body: found } as const);
}
