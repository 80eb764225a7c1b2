/** A sandbox was asked for something it cannot do; the message is a sentence that says what it can. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
