import { canonical } from '#pathway/identifiers';
import type { IdentifierKind } from '#pathway/person';
import fc from 'fast-check';

const YEAR = 2026;
const LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

describe('An identifier is kept in one form', () => {
  it.each<[IdentifierKind, string, string]>([
    ['pnc', '2099/0000001G', '2099/0000001G'],
    ['pnc', '2024/9000001Z', '2024/9000001Z'],
    ['pnc', '2025/9000002Q', '2025/9000002Q'],
    ['pnc', '2026/9000003G', '2026/9000003G'],
    ['pnc', '1979/0163001B', '1979/0163001B'],
    ['pnc', '19790163001B', '1979/0163001B'],
    ['pnc', '1979/163001b', '1979/0163001B'],
    ['pnc', '02/73319Z', '2002/0073319Z'],
    ['pnc', '0273319Z', '2002/0073319Z'],
    ['pnc', ' 81/34u ', '1981/0000034U'],
    ['cro', '999001/24B', '999001/24B'],
    ['cro', '265416/21G', '265416/21G'],
    ['cro', 'SF39/990001R', 'SF39/990001R'],
    ['cro', 'sf05/482703j', 'SF05/482703J'],
    ['cro', 'SF83/50058Z', 'SF83/50058Z'],
    ['crn', 'x123456', 'X123456'],
    ['prisonNumber', 'a1234bc', 'A1234BC'],
    ['nhsNumber', '999 000 0018', '9990000018'],
    ['nhsNumber', '999-000-0026', '9990000026'],
    ['nhsNumber', '9990000034', '9990000034'],
    ['nhsNumber', '9990000042', '9990000042'],
    ['nhsNumber', '9000000009', '9000000009'],
  ])('%s %s as %s', (kind, typed, kept) => expect(canonical(kind, typed, YEAR)).toBe(kept));

  it.each<[IdentifierKind, string]>([
    ['pnc', '2001/0171310S'],
    ['pnc', '20120052494O'],
    ['pnc', '1X23/1234567A'],
    ['pnc', '1923/1234567AA'],
    ['pnc', ''],
    ['cro', '85227/65G'],
    ['cro', 'SF39/990001A'],
    ['cro', 'SF39990001R'],
    ['crn', 'X12345'],
    ['crn', 'XX12345'],
    ['prisonNumber', 'A12345B'],
    ['prisonNumber', '1234ABC'],
    ['nhsNumber', '9990000019'],
    ['nhsNumber', '9990000000'],
    ['nhsNumber', '999000001'],
  ])('and %s %s is refused', (kind, typed) => expect(canonical(kind, typed, YEAR)).toBeUndefined());

  it.each(Array.from({ length: 10 }, (_, digit) => `999000000${digit}`).filter((n) => n !== '9990000000'))(
    'and no check digit makes an NHS number of 999000000: %s',
    (typed) => expect(canonical('nhsNumber', typed, YEAR)).toBeUndefined(),
  );

  it('pads the serial of a CRO number before checking it', () =>
    expect(canonical('cro', '85227/65L', YEAR)).toBe('085227/65L'));

  it('reads a year of two digits as the last one that was not in the future', () => {
    expect(canonical('pnc', '81/34U', 2080)).toBe('1981/0000034U');
    expect(canonical('pnc', '81/34U', 2081)).toBe('2081/0000034U');
  });

  it('is the same, kept again, and one wrong check letter is always found', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 1, max: 22 }),
        (yy, serial, slip) => {
          const digits = `${String(yy).padStart(2, '0')}${String(serial).padStart(7, '0')}`;
          const place = Number(digits) % 23;
          const kept = canonical('pnc', `${digits}${LETTERS[place]}`, YEAR);
          expect(kept).toMatch(/^(19|20)\d{2}\/\d{7}[A-Z]$/);
          expect(canonical('pnc', kept ?? '', YEAR)).toBe(kept);
          expect(canonical('pnc', `${digits}${LETTERS[(place + slip) % 23]}`, YEAR)).toBeUndefined();
        },
      ),
    ));
});
