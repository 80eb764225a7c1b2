import type { AppRouter } from '@rollcall/gateway/router';
import { httpSubscriptionLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';

/**
 * Subscriptions, over server-sent events. The EventSource of browsers can set no header, and Node has none: the one used
 * here asks by `fetch`, which carries the key as any other call does. It is loaded with the first subscription, so that a
 * command that has none need not wait for it.
 */
export function eventLink({
  url,
  headers,
}: {
  url: string;
  headers: () => Readonly<Record<string, string>>;
}): TRPCLink<AppRouter> {
  return (runtime) => {
    const load = async () => {
      const { EventSource } = await import('eventsource');
      const asking = (input: string | URL, init: RequestInit) =>
        fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers() } });
      return httpSubscriptionLink<AppRouter, typeof EventSource>({
        url,
        EventSource,
        eventSourceOptions: { fetch: asking },
      })(runtime);
    };
    let loaded: ReturnType<typeof load> | undefined;
    return (operation) =>
      observable((observer) => {
        let hasEnded = false;
        let subscription: Unsubscribable | undefined;
        loaded ??= load();
        loaded.then(
          (open) => {
            if (!hasEnded) subscription = open(operation).subscribe(observer);
          },
          (error: Error) => observer.error(TRPCClientError.from(error)),
        );
        return () => {
          hasEnded = true;
          subscription?.unsubscribe();
        };
      });
  };
}
