import { Page, Redirect } from '#casework/pages/page';
import { Renderer } from '#casework/pages/renderer';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Turns what a page route returns into HTML, or into the way to another page. */
@Injectable()
export class Shown implements NestInterceptor {
  constructor(private readonly renderer: Renderer) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer: unknown) => {
        if (answer instanceof Redirect) return reply.redirect(answer.to, 303);
        if (answer instanceof Page) return this.renderer.send(answer, request, reply);
        return answer;
      }),
    );
  }
}
