// `npm start` and every other npm script come through here, on whatever Node the machine has.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Throughcare needs Node 20.19 or later to start; this is Node ${process.versions.node}.\n` +
      'Install a newer one from https://nodejs.org and run the same command again.',
  );
  process.exit(1);
}

const { run } = await import('./tasks.mjs');
process.exitCode = await run(process.argv[2], process.argv.slice(3));
