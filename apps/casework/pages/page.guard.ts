import { isOurs } from '#casework/pages/forgery';
import { PAGE } from '#casework/pages/pages';
import { byItself, leaveAsItWas } from '#casework/sign-in/session';
import { SignIns } from '#casework/sign-in/sign-ins';
import { ACCESS, type RouteAccess } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/** Whether the route that a request came to is a page's; unknown where it came to none. */
const forPage = new WeakMap<FastifyRequest, boolean>();

const FORM = 'application/x-www-form-urlencoded';
const isForm = ({ headers }: FastifyRequest): boolean => headers['content-type']?.split(';')[0]?.trim() === FORM;
const wantsPage = ({ headers }: FastifyRequest): boolean => /\btext\/html\b/.test(headers.accept ?? '');

/** Whether whoever asked is to be answered with a page: also where a form could not be read, before any route had it. */
export const isForPage = (request: FastifyRequest): boolean =>
  forPage.get(request) ?? ((request.is404 || isForm(request)) && wantsPage(request));

const outOfDate = () =>
  new RequestProblem(403, 'FORM_OUT_OF_DATE', 'This form is out of date. Go back, reload the page and send it again.');

const notAForm = () =>
  new RequestProblem(415, 'NOT_A_FORM', 'This page takes what its own form sends. Reload it and use the form.');

/** Pages are signed in to by session: the token it holds is shown to the guard of every route as if it had been sent. */
@Injectable()
export class PageGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly signIns: SignIns,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPage = this.reflector.get<boolean | undefined>(PAGE, context.getClass()) ?? false;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    forPage.set(request, isPage);
    if (!isPage) return true;
    const token = await this.signIns.tokenOf(request);
    if (token !== undefined) {
      request.headers.authorization = `Bearer ${token}`;
      if (byItself(request)) leaveAsItWas(request);
    } else if (!this.#isForEveryone(context)) throw new RequestProblem(401, 'SIGN_IN', 'Sign in to use this.');
    if (request.method === 'POST') this.#checkForm(request, token !== undefined);
    return true;
  }

  /** Of somebody who is not signed in there is nothing that another site's form could do in their name. */
  #checkForm(request: FastifyRequest, signedIn: boolean): void {
    if (signedIn && !isForm(request)) throw notAForm();
    if (signedIn && !isOurs(request)) throw outOfDate();
  }

  #isForEveryone(context: ExecutionContext): boolean {
    return this.reflector.get<RouteAccess | undefined>(ACCESS, context.getHandler())?.to === 'everyone';
  }
}
