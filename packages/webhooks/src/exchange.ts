import type { Dispatcher } from 'undici';

/** One request, and how far it came. */
export interface Exchange {
  /** How it ended. `cut`: by us, when its time was over. */
  readonly end: 'whole' | 'too_large' | 'broken' | 'cut';
  /** False while it was connecting: then nobody can have seen it. */
  readonly isSent: boolean;
  /** As much of an answer as came. */
  readonly answer: Answer | undefined;
  /** What broke it. */
  readonly error: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Outgoing {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** More than this is not read of an answer's body. */
  readonly bytesMax: number;
  /** For all of it, from now on, in ms. */
  readonly timeoutMs: number;
}

/** Posts, and waits for the whole answer or for the end of the time that it has. Never rejects. */
export function exchange(dispatcher: Dispatcher, outgoing: Outgoing, signal: AbortSignal): Promise<Exchange> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let head: Omit<Answer, 'body'> | undefined;
    const chunks: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const finish = (end: Exchange['end'], error?: unknown): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
      const answer = head && { ...head, body: Buffer.concat(chunks) };
      resolve({ end, isSent: controller !== undefined, answer, error });
      if (end === 'too_large' || end === 'cut') controller?.abort(new Error('not read to its end'));
    };
    const cut = (): void => finish('cut');
    const timer = setTimeout(cut, outgoing.timeoutMs);
    signal.addEventListener('abort', cut);
    const { path, headers, body, bytesMax } = outgoing;
    dispatcher.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart(begun) {
          controller = begun;
          // It waited for a connection, and nobody waits for it any more.
          if (isOver) begun.abort(new Error('too late'));
        },
        onResponseStart(_begun, status, answered) {
          // What comes before the answer (103 and the like) says nothing of it.
          if (status >= 200) head = { status, headers: answered };
        },
        onResponseData(_begun, chunk) {
          length += chunk.length;
          if (length > bytesMax) finish('too_large');
          else chunks.push(chunk);
        },
        onResponseEnd: () => finish('whole'),
        onResponseError: (_begun, error) => finish('broken', error),
      },
    );
  });
}
