import type { DevelopmentUser } from '#local/issuer-users';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const button = ({ user_name, name }: DevelopmentUser): string =>
  `<li><button name="user" value="${escaped(user_name)}">${escaped(name)}</button> <small>${escaped(user_name)}</small></li>`;

/** The list of people to sign in as. */
export const signInPage = (users: readonly DevelopmentUser[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in for development – Throughcare</title>
<style>
body { font: 19px/1.32 arial, sans-serif; color: #0b0c0c; margin: 0 auto; padding: 15px; max-width: 960px; }
header { border-bottom: 10px solid #1d70b8; font-weight: bold; padding: 10px 0; }
ul { list-style: none; padding: 0; }
li { margin-bottom: 10px; }
button { background: none; border: 0; color: #1d70b8; cursor: pointer; font: inherit; padding: 0; text-align: left; text-decoration: underline; }
button:hover { color: #003078; }
button:focus { background: #fd0; box-shadow: 0 -2px #fd0, 0 4px #0b0c0c; color: #0b0c0c; outline: 3px solid transparent; text-decoration: none; }
small { color: #505a5f; font-size: 16px; }
</style>
</head>
<body>
<header>Throughcare: development sign-in</header>
<main>
<h1>Who are you today?</h1>
<p>Every service and person here is invented. No password is asked.</p>
<form method="post"><ul>
${users.map(button).join('\n')}
</ul></form>
</main>
</body>
</html>
`;
