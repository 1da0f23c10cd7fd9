declare const redacted: unique symbol;

/**
Something that went through redaction. Sinks take nothing else, and only `redact.ts` makes it: a value that was not redacted cannot reach a sink
without a compile error.
*/
export type Redacted<T> = T & {readonly [redacted]: true};
