import { pageControllers } from '#casework/pages/all';
import { PAGE } from '#casework/pages/pages';
import type { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner } from '@nestjs/core';

/** The address of every route of a page with this method, as it is declared: `/people/:id/looks`. */
export function pageRoutes(method: RequestMethod): readonly string[] {
  const scanner = new MetadataScanner();
  return pageControllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    if (!Reflect.getMetadata(PAGE, controller)) return [];
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] as object;
      if (Reflect.getMetadata(METHOD_METADATA, handler) !== method) return [];
      const parts = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)];
      return [`/${parts.join('/')}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')];
    });
  });
}
