import { isOurs } from '#casework/pages/forgery';
import { PAGE } from '#casework/pages/pages';
import { SignIns } from '#casework/sign-in/sign-ins';
import { ACCESS, type RouteAccess } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

const pages = new WeakSet<FastifyRequest>();

/** Whether whoever asked is to be answered with a page. */
export const isForPage = (request: FastifyRequest): boolean =>
  pages.has(request) || (request.is404 && /\btext\/html\b/.test(request.headers.accept ?? ''));

const outOfDate = () =>
  new RequestProblem(403, 'FORM_OUT_OF_DATE', 'This form is out of date. Go back, reload the page and send it again.');

/** Pages are signed in to by session: the token it holds is shown to the guard of every route as if it had been sent. */
@Injectable()
export class PageGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly signIns: SignIns,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.reflector.get<boolean | undefined>(PAGE, context.getClass())) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    pages.add(request);
    const token = await this.signIns.tokenOf(request);
    if (token !== undefined) request.headers.authorization = `Bearer ${token}`;
    else if (!this.#isForEveryone(context)) {
      void reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303);
      return false;
    }
    if (request.method === 'POST' && !isOurs(request)) throw outOfDate();
    return true;
  }

  #isForEveryone(context: ExecutionContext): boolean {
    return this.reflector.get<RouteAccess | undefined>(ACCESS, context.getHandler())?.to === 'everyone';
  }
}
