import { isOpenAddress } from '#messages/addresses';
import { isGenuine, signatureOf } from '#messages/webhook';
import fc from 'fast-check';

const secret = 'a secret of the receiver';
const at = 1_772_487_600;

describe('A signature', () => {
  it('is what openssl makes of the same words', () => {
    expect(signatureOf('secret', '1772487600', '{"specversion":"1.0"}')).toBe(
      'v1=17b44378b0644a9e2cea9254b6e7224e2341b35d6dfc4bd996988c331652e631',
    );
  });

  it('holds for the very same body, timestamp and secret, and for no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (body, other) => {
        const signature = signatureOf(secret, String(at), body);
        const said = { timestamp: String(at), signature, body };
        expect(isGenuine(secret, said, at)).toBe(true);
        expect(isGenuine(secret, { ...said, body: other }, at)).toBe(other === body);
        expect(isGenuine(`${secret}!`, said, at)).toBe(false);
        expect(isGenuine(secret, { ...said, timestamp: String(at + 1) }, at)).toBe(false);
      }),
    );
  });

  it('is stale after five minutes, so that a call that was overheard cannot be made again', () => {
    const said = { timestamp: String(at), signature: signatureOf(secret, String(at), '{}'), body: '{}' };
    expect(isGenuine(secret, said, at + 300)).toBe(true);
    expect(isGenuine(secret, said, at + 301)).toBe(false);
    expect(isGenuine(secret, said, at - 301)).toBe(false);
  });
});

describe('An address that messages are sent to', () => {
  it.each(['10.0.0.1', '172.16.0.1', '192.168.1.1', '127.0.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'])(
    'is none of our own network or of this machine: %s',
    (address) => expect(isOpenAddress(address)).toBe(false),
  );

  it.each(['::1', '::', '::ffff:10.0.0.1', 'fe80::1', 'fd00::1', '64:ff9b::a00:1'])(
    'is none of these in IPv6 either: %s',
    (address) => expect(isOpenAddress(address)).toBe(false),
  );

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('is one of the internet: %s', (address) =>
    expect(isOpenAddress(address)).toBe(true),
  );

  it('is an address at all', () => expect(isOpenAddress('provider.example')).toBe(false));
});
