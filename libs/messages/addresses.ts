import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses that are no service of somebody else's: our own network, this machine, and what is reserved (RFC 6890). */
const closed = { 4: new BlockList(), 6: new BlockList() };
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const),
  ...([
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  closed[4].addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ...([
    ['::', 128],
    ['::1', 128],
    ['::ffff:0:0', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
  ] as const),
  ...([
    ['100::', 64],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['ff00::', 8],
  ] as const),
] as const)
  closed[6].addSubnet(network, bits, 'ipv6');

export function isOpenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed[4].check(address, 'ipv4');
  return family === 6 && !closed[6].check(address, 'ipv6');
}

/** An address that messages are not sent to. */
export class ClosedAddress extends Error {
  constructor() {
    super('This address is not open to messages.');
    this.name = 'ClosedAddress';
  }
}

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, '');

/**
 * Whether messages may be sent there, as far as its spelling says: `https`, no password, no closed address. `allowLocal`
 * is for development.
 */
export function isOpenUrl(text: string, allowLocal: boolean): boolean {
  if (!URL.canParse(text) || text.length > 2_000) return false;
  const { protocol, username, password, hostname, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  if (allowLocal) return protocol === 'https:' || protocol === 'http:';
  const host = withoutBrackets(hostname);
  return protocol === 'https:' && (isIP(host) === 0 || isOpenAddress(host));
}

/** Resolves a name to open addresses only, at the moment of connecting, so that a name cannot change in between. */
export const openLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (error) return callback(error, '', 0);
    if (!first || !found.every(({ address }) => isOpenAddress(address))) return callback(new ClosedAddress(), '', 0);
    return options.all ? callback(null, found) : callback(null, first.address, first.family);
  });
};
