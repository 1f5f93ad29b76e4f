const FAKEABLE = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** For Jest's `doNotFake`: only what is named here is faked, and all else goes on. */
export const allBut = (...faked: readonly (typeof FAKEABLE)[number][]) =>
  FAKEABLE.filter((one) => !faked.includes(one));
