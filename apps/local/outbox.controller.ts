import { outboxPage } from '#local/outbox-page';
import { lastEmails } from '#messages/notices/emails';
import { ForEveryone } from '#platform/access';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';

const MOST = 100;

/** The e-mails that would have been sent. It is there only where nothing sends them. */
@ApiExcludeController()
@Controller('outbox')
export class OutboxController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @ForEveryone()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
  async show(): Promise<string> {
    return outboxPage(await lastEmails(this.dataSource, MOST));
  }
}
