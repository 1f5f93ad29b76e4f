import { Shown } from '#casework/pages/shown.interceptor';
import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

export const PAGE = 'throughcare:page';

/** A controller of pages: signed in by session, forms proved to be ours, problems told as pages. */
export const Pages = () => applyDecorators(SetMetadata(PAGE, true), UseInterceptors(Shown), ApiExcludeController());
