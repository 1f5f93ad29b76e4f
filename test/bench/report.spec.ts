import { alternating, median, percentile } from '#test/bench/measure';
import { linesOf, type Measured, reached, table } from '#test/bench/report';

const measured: Measured = {
  appends: [
    { writers: 1, floor: 1_000, port: 800 },
    { writers: 8, floor: 4_000, port: 6_000 },
    { writers: 32, floor: 5_000, port: 10_000 },
  ],
  commands: {
    callers: 32,
    floor: 5_000,
    workerOn: 1_250,
    workerOff: 1_500,
    processorMs: { workerOn: 0.7, workerOff: 0.6 },
  },
  lag: { perSecond: 625, views: [{ view: 'timeline', p50: 4, p99: 120, measured: 3_000 }] },
  rebuild: { events: 20_000, floor: 40_000, rebuild: 10_000 },
  idle: { megabytes: 250, as: 'PSS', processes: 20, cpuShare: 0.01 },
};

const lineAbout = (what: string) =>
  table(linesOf(measured))
    .split('\n')
    .find((line) => line.includes(what));

describe('What the bench says', () => {
  it('says of every figure with a goal whether it is reached, and nothing of the others', () => {
    const said = linesOf(measured).map((line) => [line.what, reached(line)]);
    expect(Object.fromEntries(said)).toEqual({
      'appends, 1 writer': false,
      'appends, 8 writers': undefined,
      'appends, 32 writers': true,
      'commands over HTTP, 32 callers, worker on': true,
      'the same, worker off': undefined,
      'processor of the program a command, worker on': undefined,
      'processor of the program a command, worker off': undefined,
      'lag of timeline, p50': true,
      'lag of timeline, p99': false,
      'rebuild of all views, 20,000 events': false,
      'memory of npm start, idle (PSS of 20 processes)': true,
      'processor of npm start, idle': undefined,
    });
  });

  it('puts the rates and their ratio beside each other', () => {
    expect(lineAbout('appends, 32 writers')).toMatch(/10,000\/s of 5,000\/s +2\.00 {2}reached \(at least 1\.8\)$/);
  });

  it('says how busy the one thread of the API was', () => {
    expect(lineAbout('a command, worker off')).toMatch(/0\.60 ms +its threads were busy for 90 % of the time$/);
  });

  it('takes the median of rounds that took turns', async () => {
    const order: string[] = [];
    const counts = [10, 30, 20];
    const rates = await alternating(3, {
      floor: () => Promise.resolve({ count: order.push('floor'), seconds: 1 }),
      subject: () => Promise.resolve({ count: counts[(order.push('subject') - 2) / 2] ?? 0, seconds: 2 }),
    });
    expect(order).toEqual(['floor', 'subject', 'floor', 'subject', 'floor', 'subject']);
    expect(rates).toEqual({ floor: 3, subject: 10 });
  });

  it('counts a percentile of few values as one of them', () => {
    expect([median([3, 1, 2]), percentile([5, 1], 0.99), percentile([7], 0.5)]).toEqual([2, 5, 7]);
  });
});
