import { invalid, RequestProblem } from '#platform/problem';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const PATIENCE_MS = 5_000;

function positionIn(query: unknown): bigint | undefined {
  const { minPosition } = (query ?? {}) as { minPosition?: unknown };
  if (minPosition === undefined) return undefined;
  if (typeof minPosition === 'string' && /^\d{1,18}$/.test(minPosition)) return BigInt(minPosition);
  throw invalid([
    { field: 'minPosition', error: 'NOT_A_POSITION', message: 'Send the position that a command answered with.' },
  ]);
}

/** A read waits until what the caller has written, and what the journey did next, can be read. */
@Injectable()
export class Visible implements NestInterceptor {
  constructor(@Inject(WATERMARKS) private readonly watermarks: Watermarks) {}

  async intercept(context: ExecutionContext, next: CallHandler) {
    const position = positionIn(context.switchToHttp().getRequest<FastifyRequest>().query);
    if (position !== undefined && position > 0n) await this.#reached(position);
    return next.handle();
  }

  async #reached(position: bigint): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      await this.watermarks.reached(position, patience);
    } catch (error) {
      if (!patience.aborted) throw error;
      throw new RequestProblem(503, 'NOT_YET_VISIBLE', 'What was recorded cannot be read yet. Try again shortly.', {
        retryAfter: 1,
      });
    }
  }
}
