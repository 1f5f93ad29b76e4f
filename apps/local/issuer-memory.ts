import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** Where the issuer keeps sessions and codes: gone with the process, like every sign-in of a development day. */
export function inMemory(): AdapterFactory {
  const kept = new Map<string, Kept>();

  const living = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    if (!found || found.until >= Date.now()) return found?.payload;
    kept.delete(key);
    return undefined;
  };
  const findBy = (kind: string, field: 'uid' | 'userCode', value: string): AdapterPayload | undefined =>
    [...kept.keys()]
      .filter((key) => key.startsWith(`${kind}:`))
      .map(living)
      .find((payload) => payload?.[field] === value);

  return (kind): Adapter => ({
    upsert: async (id, payload, seconds) => {
      const until = seconds ? Date.now() + seconds * 1000 : Number.POSITIVE_INFINITY;
      kept.set(`${kind}:${id}`, { payload, until });
    },
    find: async (id) => living(`${kind}:${id}`),
    findByUid: async (uid) => findBy(kind, 'uid', uid),
    findByUserCode: async (userCode) => findBy(kind, 'userCode', userCode),
    destroy: async (id) => {
      kept.delete(`${kind}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    },
    consume: async (id) => {
      const payload = living(`${kind}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
  });
}
