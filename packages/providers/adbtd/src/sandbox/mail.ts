import { createRandom, type Random, type SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

/** A message in a folder. Its parts are kept so that both shapes the API shows can be written from them. */
export interface StoredMessage {
  readonly uid: number;
  readonly messageId: string;
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly date: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly components['schemas']['Attachment'][];
  seen: boolean;
}

/** The messages of every mailbox. Only INBOX ever holds any: the API cannot move or file a message. */
export interface Mail {
  /** Starts a mailbox with no messages; one that was not started is a seeded one, and has messages from its seed. */
  start(mailboxId: string): void;
  /** Oldest first; undefined when there is no such folder. */
  folder(mailbox: { readonly id: string; readonly email: string }, name: string): readonly StoredMessage[] | undefined;
  deliver(mailbox: { readonly id: string; readonly email: string }, message: Omit<StoredMessage, 'uid' | 'seen'>): void;
  /** Forgets a mailbox's messages. */
  end(mailboxId: string): void;
}

const emptyFolders = ['Drafts', 'Junk', 'Sent', 'Trash'];

/** Mail whose seeded messages are made when a mailbox is first looked into, and are the same for the same seed. */
export function createMail(seed: number, clock: SandboxClock): Mail {
  const inboxes = new Map<string, StoredMessage[]>();
  const inboxOf = ({ id, email }: { readonly id: string; readonly email: string }): StoredMessage[] => {
    const known = inboxes.get(id);
    if (known !== undefined) return known;
    const inbox = seededMessages(createRandom(seed, `mail/${id}`), email, clock);
    inboxes.set(id, inbox);
    return inbox;
  };
  return {
    start: (mailboxId) => inboxes.set(mailboxId, []),
    folder(mailbox, name) {
      if (name.toUpperCase() === 'INBOX') return inboxOf(mailbox);
      return emptyFolders.includes(name) ? [] : undefined;
    },
    deliver(mailbox, message) {
      const inbox = inboxOf(mailbox);
      inbox.push({ ...message, uid: (inbox.at(-1)?.uid ?? 0) + 1, seen: false });
    },
    end: (mailboxId) => inboxes.delete(mailboxId),
  };
}

/** A message as the list shows it: addresses in arrays. */
export function messageSummary(message: StoredMessage): components['schemas']['MessageSummary'] {
  const { uid, messageId, subject, from, to, cc, date, seen } = message;
  return {
    uid,
    messageId,
    subject,
    from: [...from],
    to: [...to],
    cc: [...cc],
    date,
    flags: flagsOf(message),
    size: sizeOf(message),
    seen,
  };
}

/** A message as it is shown alone: addresses in one string, or null. */
export function messageAlone(message: StoredMessage): components['schemas']['Message'] {
  const { uid, messageId, subject, from, to, cc, date, text, html, attachments, seen } = message;
  return {
    uid,
    messageId,
    subject,
    from: joined(from),
    to: joined(to),
    cc: joined(cc),
    date,
    text,
    html,
    attachments: [...attachments],
    flags: flagsOf(message),
    seen,
  };
}

function seededMessages(random: Random, email: string, clock: SandboxClock): StoredMessage[] {
  const count = random.below(seededMessagesBound);
  return Array.from({ length: count }, (_, index): StoredMessage => {
    const subject = random.pick(subjects);
    const text = `${random.pick(bodies)}\n`;
    const sender = `${random.pick(senders)}@client-${1 + random.below(90)}.example`;
    return {
      uid: index + 1,
      messageId: `<${random.text('0123456789abcdef', 16)}@${sender.replace(/^.*@/, '')}>`,
      subject,
      from: [sender],
      to: [email],
      cc: random.onceIn(6) ? [`team@${sender.replace(/^.*@/, '')}`] : [],
      date: clock.at((index - count) * hourMs + random.below(hourMs)),
      text,
      html: random.onceIn(2) ? `<p>${text.trim()}</p>` : null,
      attachments: random.onceIn(8) ? [attachment(random)] : [],
      seen: random.onceIn(2),
    };
  });
}

const hourMs = 3_600_000;
/** More than two pages of the default length, and some mailboxes with less than one. */
const seededMessagesBound = 64;
const subjects = ['re: launch', 're: a quick question', 'Out of office', 'invoice attached', 'next Tuesday?'];
const bodies = ['Thanks, sounds good.', 'Not now, please ask again in spring.', 'Could you send the details?'];
const senders = ['lena', 'omar', 'office', 'j.smith'];

function attachment(random: Random): components['schemas']['Attachment'] {
  return {
    filename: 'invoice.pdf',
    contentType: 'application/pdf',
    size: 10_000 + random.below(500_000),
    contentId: null,
  };
}

function flagsOf({ seen }: StoredMessage): string[] {
  return seen ? ['\\Seen'] : [];
}

/** Headers are counted as a fixed length; nothing depends on more. */
function sizeOf({ text, html, attachments }: StoredMessage): number {
  const headers = 600;
  const attached = attachments.reduce((sum, { size }) => sum + size, 0);
  return headers + Buffer.byteLength(text ?? '') + Buffer.byteLength(html ?? '') + attached;
}

function joined(addresses: readonly string[]): string | null {
  return addresses.length === 0 ? null : addresses.join(', ');
}
