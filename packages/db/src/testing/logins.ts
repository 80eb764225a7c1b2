/** The logins of the throwaway test server. */
export const testLogins = {
  gateway: { user: 'rollcall_gateway_test', password: 'gateway-test-only' },
  daemon: { user: 'rollcall_daemon_test', password: 'daemon-test-only' },
} as const;
