import { ForEveryone } from '#platform/access';
import { ABOUT, HEALTH_CHECKS } from '#platform/provided';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';

/** One thing the application depends on. */
export interface HealthCheck {
  /** `db`, `store`, `projections`, … */
  readonly name: string;
  /** Whether nothing can be served without it: then the application is not ready. */
  readonly needed: boolean;
  /** Rejects where it is down; what it settles with is shown. Nothing personal. */
  readonly check: () => Promise<Readonly<Record<string, string | number | boolean>> | void>;
}

/** What runs here. */
export interface About {
  readonly name: string;
  readonly productId: string;
  readonly version: string;
  readonly gitRef: string;
}

interface Component {
  readonly status: 'UP' | 'DOWN';
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

const PATIENCE_MS = 2_000;

async function looked({ check }: HealthCheck): Promise<Component> {
  const given = new AbortController();
  const late = pause(PATIENCE_MS, undefined, { signal: given.signal, ref: false }).then(() => {
    throw new Error('No answer in time.');
  });
  try {
    const details = await Promise.race([check(), late]);
    return details ? { status: 'UP', details } : { status: 'UP' };
  } catch (error) {
    return { status: 'DOWN', details: { error: error instanceof Error ? error.name : 'Error' } };
  } finally {
    given.abort();
  }
}

/** The shapes that HMPPS monitoring reads: components as a keyed object, 503 where anything is down. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[],
    @Inject(ABOUT) private readonly about: About,
  ) {}

  @Get('health')
  @ForEveryone()
  @ApiOperation({ summary: 'What this depends on, and whether it works' })
  async health(@Res({ passthrough: true }) reply: FastifyReply) {
    const { version, gitRef } = this.about;
    const answer = await this.#look(this.checks, reply);
    return { ...answer, build: { buildNumber: version, gitRef }, version, uptime: uptime() };
  }

  @Get('health/readiness')
  @ForEveryone()
  @ApiOperation({ summary: 'Whether this can serve now' })
  readiness(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.#look(
      this.checks.filter(({ needed }) => needed),
      reply,
    );
  }

  @Get('health/liveness')
  @ForEveryone()
  @ApiOperation({ summary: 'Whether this process lives' })
  liveness() {
    return { status: 'UP' };
  }

  @Get(['health/ping', 'ping'])
  @ForEveryone()
  @ApiOperation({ summary: 'An answer' })
  ping() {
    return { status: 'UP' };
  }

  @Get('info')
  @ForEveryone()
  @ApiOperation({ summary: 'What runs here' })
  info() {
    const { name, productId, version, gitRef } = this.about;
    return { git: { commit: { id: gitRef } }, build: { artifact: name, name, version }, productId, uptime: uptime() };
  }

  async #look(checks: readonly HealthCheck[], reply: FastifyReply) {
    const looks = await Promise.all(checks.map(async (check) => [check.name, await looked(check)] as const));
    const down = looks.some(([, { status }]) => status === 'DOWN');
    void reply.status(down ? 503 : 200);
    return { status: down ? 'DOWN' : 'UP', components: Object.fromEntries(looks) };
  }
}

const uptime = () => Math.floor(process.uptime());
