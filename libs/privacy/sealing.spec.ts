import { isSealed, seal, unseal } from '#privacy/sealing';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';

const key = randomBytes(32);
const fields = {
  occurredAt: '2026-03-02T21:40:00Z',
  authority: { name: 'Inspector Hale', grounds: 'found', time: 'x' },
  n: 1,
};
const personal = ['authority.name', 'authority.grounds', 'reason'];

describe('Sealing personal fields', () => {
  it('leaves nothing personal readable in what is stored', () => {
    const stored = seal(fields, personal, key, 'here');
    expect(stored).not.toContain('Hale');
    expect(JSON.parse(stored)).toMatchObject({ n: 1, authority: { time: 'x' } });
  });

  it('gives back any fields whatever they hold, with the key', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (reason, other) => {
        const before = { reason, other: JSON.parse(JSON.stringify(other)), authority: { name: reason, time: 'x' } };
        expect(unseal(seal(before, personal, key, 'here'), key, 'here')).toEqual(before);
      }),
    );
  });

  it('reads every personal field as erased once the key is gone', () => {
    expect(unseal(seal(fields, personal, key, 'here'), undefined, 'here')).toEqual({
      ...fields,
      authority: { name: '[erased]', grounds: '[erased]', time: 'x' },
    });
  });

  it('does not open a ciphertext that was moved to another event, or changed', () => {
    const stored = seal(fields, personal, key, 'here');
    expect(() => unseal(stored, key, 'there')).toThrow();
    expect(() =>
      unseal(
        stored.replace(/"text":"./, (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`),
        key,
        'here',
      ),
    ).toThrow();
  });

  it('stores an event with nothing personal as it is', () => {
    const stored = seal({ confirmed: true }, personal, key, 'here');
    expect(stored).toBe('{"confirmed":true}');
    expect(isSealed(stored)).toBe(false);
  });
});
