import { Page, Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { SignIns } from '#casework/sign-in/sign-ins';
import { ForEveryone } from '#platform/access';
import { Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

@Pages()
@Controller()
export class SignInController {
  constructor(private readonly signIns: SignIns) {}

  @Get('sign-in')
  @ForEveryone()
  async begin(@Req() request: FastifyRequest, @Query('to') to: unknown) {
    return new Redirect(await this.signIns.begin(request, to));
  }

  @Get('sign-in/callback')
  @ForEveryone()
  async complete(@Req() request: FastifyRequest) {
    return new Redirect(await this.signIns.complete(request));
  }

  @Post('sign-out')
  @ForEveryone()
  async end(@Req() request: FastifyRequest) {
    return new Redirect(await this.signIns.end(request));
  }

  @Get('signed-out')
  @ForEveryone()
  signedOut() {
    return new Page('sign-in/signed-out', { title: 'You have signed out' });
  }
}
