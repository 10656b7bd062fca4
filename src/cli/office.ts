import { rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Config } from "../config.ts";
import { makeFolder } from "../core/folder.ts";
import { findFont, lookForFont, type Letter, type Office } from "../features/digest/office.ts";

/** Longest a mail server or a webhook may take to answer, in ms. */
const patienceMs = 20_000;

/**
 * The ways out that are configured: mail, a webhook, a folder; and the font of pictures, if there is one.
 * @throws Complaint when HEARTH_FONT names a file that is not there
 */
export function openOffice(config: Config): Office {
  const found = config.HEARTH_FONT === undefined ? lookForFont() : findFont(config.HEARTH_FONT);
  const font = canDraw() ? found : null;
  const { HEARTH_SMTP_URL: smtp, HEARTH_MAIL_FROM: from } = config;
  const { HEARTH_DIGEST_WEBHOOK: webhook, HEARTH_DIGEST_FOLDER: folder } = config;
  return {
    ...(font === null ? {} : { font }),
    ...(smtp && from ? { mail: (letter: Letter) => mail(smtp, from, letter) } : {}),
    ...(webhook ? { webhook: (id: string, body: string) => post(webhook, id, body) } : {}),
    ...(folder ? { folder: (name: string, page: string) => keep(folder, name, page) } : {}),
  };
}

/** Whether there is a renderer for this machine: `npm ci --omit=optional` leaves it out. */
function canDraw(): boolean {
  try {
    createRequire(import.meta.url)("@resvg/resvg-js");
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the server has taken the letter; rejects otherwise. */
async function mail(url: string, from: string, { id, to, subject, text, html }: Letter): Promise<void> {
  const { createTransport } = await import("nodemailer"); // with the first letter: most installations send none
  const transport = createTransport({
    url,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  try {
    await transport.sendMail({ from, to, subject, text, html, messageId: `<${id}@hearth.invalid>` });
  } finally {
    transport.close();
  }
}

/** Resolves when the other end has said that it took it (2xx). */
async function post(url: string, id: string, body: string): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", "idempotency-key": id },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(patienceMs),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}

/** Writes a file whole or not at all. */
async function keep(folder: string, name: string, content: string): Promise<void> {
  makeFolder(folder);
  const file = path.join(folder, name);
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}
