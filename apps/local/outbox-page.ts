import { assetVersion } from '#casework/pages/assets';
import { moment } from '#pathway/spoken';
import type { KeptEmail } from '#messages/notices/emails';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const linked = (text: string): string =>
  escaped(text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a class="govuk-link" href="${url}">${url}</a>`);

const paragraphs = (body: string): string =>
  body
    .split('\n\n')
    .map((words) => `<p class="govuk-body">${linked(words).replaceAll('\n', '<br>')}</p>`)
    .join('\n');

const shown = ({ to, subject, body, made_at }: KeptEmail): string => `<li>
<h2 class="govuk-heading-m govuk-!-margin-bottom-1">${escaped(subject)}</h2>
<p class="govuk-hint">To ${escaped(to)}, ${moment(made_at.toISOString())}</p>
${paragraphs(body)}
<hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible">
</li>`;

/** The e-mails that were made, as their readers would see them. */
export const outboxPage = (emails: readonly KeptEmail[]): string => `<!doctype html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox – Throughcare</title>
<link rel="stylesheet" href="/assets/${assetVersion}/throughcare.css">
</head>
<body class="govuk-template__body">
<main class="govuk-width-container govuk-main-wrapper">
<h1 class="govuk-heading-l">Outbox</h1>
<p class="govuk-body">These e-mails went nowhere: set NOTIFY_API_KEY or SMTP_URL to send them.</p>
${emails.length === 0 ? '<p class="govuk-body">Nobody has been told anything yet.</p>' : ''}
<ul class="govuk-list">
${emails.map(shown).join('\n')}
</ul>
<p class="govuk-body"><a class="govuk-link" href="/">Go to the home page</a></p>
</main>
</body>
</html>
`;
