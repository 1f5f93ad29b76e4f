import { assets, assetVersion } from '#casework/pages/assets';
import { ForEveryone } from '#platform/access';
import { notFound } from '#platform/problem';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const FOR_EVER = 'public, max-age=31536000, immutable';

@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  @Get(':version/:name')
  @ForEveryone()
  asset(
    @Param('version') version: string,
    @Param('name') name: string,
    @Headers('accept-encoding') encodings: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const asset = assets.get(name);
    if (!asset || version !== assetVersion) throw notFound();
    const { type, bytes, brotli } = asset;
    const small = /\bbr\b/.test(encodings ?? '') ? brotli : undefined;
    if (small) void reply.header('Content-Encoding', 'br');
    void reply.headers({ 'Content-Type': type, 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' });
    void reply.send(small ?? bytes);
  }
}
