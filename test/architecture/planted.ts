import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const project = process.cwd();
const CONFIGURATION = ['package.json', 'tsconfig.json', 'eslint.config.mjs', '.dependency-cruiser.mjs'];

/** A small project under this one's own rules, holding nothing but the given files. */
export function plant(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'throughcare-planted-'));
  for (const name of CONFIGURATION) cpSync(join(project, name), join(root, name));
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(project, 'node_modules'))) {
    const planted = Object.keys(files).some((path) => path.startsWith(`node_modules/${name}/`));
    if (!planted && name !== '.cache')
      symlinkSync(join(project, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  /** What a tool of `node_modules` prints there; it may find fault. */
  const run = (tool: string, ...args: string[]): string =>
    spawnSync(process.execPath, [join('node_modules', tool), ...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }).stdout;
  return {
    root,
    run,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
