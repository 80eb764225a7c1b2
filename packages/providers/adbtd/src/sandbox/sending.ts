import type { operations } from '../generated/types.ts';
import { domainOf, type Mailbox, type State } from './state.ts';

type Message = operations['sendMessage']['requestBody']['content']['application/json'];
type Sent = operations['sendMessage']['responses'][200]['content']['application/json']['data'];

/**
 * Sends a message from a mailbox: what is addressed to a mailbox of this workspace arrives in its INBOX, what goes
 * elsewhere is accepted. Undefined when the SMTP server rejects every recipient.
 */
export function send(state: State, sender: Mailbox, message: Message): Sent | undefined {
  const to = typeof message.to === 'string' ? [message.to] : message.to;
  const { cc = [], bcc = [] } = message;
  const recipients = [...to, ...cc, ...bcc];
  const accepted = recipients.filter((recipient) => isDeliverable(state, addressIn(recipient)));
  if (sender.status !== 'active' || accepted.length === 0) return undefined;

  const sent = {
    messageId: `<${state.newId('msg')}@${domainOf(sender.email)}>`,
    subject: message.subject,
    from: [message.fromName === undefined ? sender.email : `${message.fromName} <${sender.email}>`],
    to,
    cc,
    date: state.clock.next(),
    text: message.text ?? null,
    html: message.html ?? null,
    attachments: [],
  };
  for (const address of new Set(accepted.map(addressIn))) {
    const mailbox = state.mailboxes.named(address);
    if (mailbox !== undefined) state.mail.deliver(mailbox, sent);
  }
  return {
    messageId: sent.messageId,
    accepted,
    rejected: recipients.filter((recipient) => !accepted.includes(recipient)),
    response: '250 2.0.0 Ok: queued',
  };
}

/** The address in `Name <address>`, or the text itself. */
function addressIn(recipient: string): string {
  return (/<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase();
}

/**
 * An SMTP server refuses what is no address, a user that its own domain does not have, and a domain that cannot exist
 * (`.invalid`, RFC 2606).
 */
function isDeliverable(state: State, address: string): boolean {
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.endsWith('.invalid')) return false;
  const isLocal = state.domains.named(domainOf(address)) !== undefined;
  return !isLocal || state.mailboxes.named(address) !== undefined;
}
