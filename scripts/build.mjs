import { transformFile } from '@swc/core';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { root } from './node.mjs';

const ROOTS = ['apps', 'libs', 'test'];
const isSpec = (path) => /\.spec\.ts$/.test(path);
const built = (path) => join('dist', path.replace(/\.ts$/, '.js'));
const changed = async (path) => (await stat(join(root, path)).catch(() => undefined))?.mtimeMs ?? -1;

async function filesIn(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

async function place(source, settings) {
  const target = built(source);
  if ((await changed(target)) > Math.max(await changed(source), settings)) return false;
  await mkdir(join(root, dirname(target)), { recursive: true });
  const half = join(root, `${target}.${process.pid}`);
  if (source.endsWith('.ts')) {
    const { code } = await transformFile(join(root, source), { cwd: root, sourceFileName: join(root, source) });
    await writeFile(half, code);
  } else await copyFile(join(root, source), half);
  await rename(half, join(root, target));
  return true;
}

/** Brings dist up to date: every source transformed, everything else copied, what has no source any more removed. */
export async function build() {
  const sources = (await Promise.all(ROOTS.map(filesIn))).flat().filter((path) => !isSpec(path));
  const settings = Math.max(await changed('.swcrc'), await changed('scripts/build.mjs'));
  const placed = await Promise.all(sources.map((source) => place(source, settings)));
  const wanted = new Set(sources.map(built));
  const stale = (await filesIn('dist')).filter((path) => !wanted.has(path) && !/\.\d+$/.test(path));
  await Promise.all(stale.map((path) => rm(join(root, path), { force: true })));
  const count = placed.filter(Boolean).length;
  if (count > 0) console.log(`Built ${count} of ${sources.length} files.`);
}
