import type { BaseCtx, JobCtx } from "../../core/context.ts";
import { colours, escapeMarkup, phoneWidth as width, pngOf } from "../../core/drawing.ts";
import { pictureOf } from "../../core/picture.ts";
import type { Language } from "../../core/text.ts";
import { namesOf } from "./people.ts";
import { sayOf } from "./say.ts";
import { findDraw, type Draw, type LookPayload } from "./store.ts";
import { prizeName } from "./terms.ts";
import { pictureText } from "./text-picture.ts";
import type { Line } from "./text.ts";

/** What the picture of a result shows. */
export interface ResultPicture {
  id: number;
  /** tickets in the order of the result, for the fields of the wheel */
  tickets: readonly string[];
  winners: readonly Line[];
  /** winners that are not among `winners` */
  more: number;
  entries: number;
}

/** Rows of winners in a picture: more would make them small on a phone. */
const rows = 12;
/** Fields of the wheel, in turn coloured. */
const fields = 12;
const margin = 60;
const { ink, ash, ember, paper } = colours;
/** Fields of the wheel that did not win, in turn. */
const fieldColours = ["#f7d9c4", "#fbeee3", colours.glow];

/** Has the picture of a result made, once it is told; the words in the result itself are what counts. */
export async function pictureSoon(ctx: BaseCtx, draw: Pick<Draw, "id">): Promise<void> {
  const payload: LookPayload = { drawId: draw.id };
  await ctx.enqueue({ name: "draw.picture", key: `draw:${draw.id}:picture`, payload });
}

/** Posts the picture of a result. `font`: file with Chinese; null: no pictures here. Once, by its key. */
export async function showPicture(job: JobCtx, font: string | null): Promise<void> {
  const { drawId } = job.payload as LookPayload;
  if (font === null) return;
  const found = await job.read(async (ctx) => {
    const draw = await findDraw(ctx.tx, job.communityId, drawId);
    if (!draw || (draw.state !== "settled" && draw.state !== "over")) return null;
    return { draw, language: ctx.community.language, shown: await shownOf(ctx, draw) };
  });
  if (!found || found.shown.winners.length === 0) return;
  const { draw, language, shown } = found;
  const png = await pngOf(resultSvg(shown, language), font);
  const words = pictureText.alt[language]({ id: drawId });
  await job.act((ctx) =>
    sayOf(ctx, draw, {
      key: `draw:${drawId}:picture`,
      text: words,
      picture: { png: pictureOf(png), alt: words },
    }),
  );
}

async function shownOf(ctx: BaseCtx, draw: Draw): Promise<ResultPicture> {
  const of = { communityId: ctx.community.id, drawId: draw.id };
  const won = await ctx.tx.drawWinner.findMany({
    where: { ...of, state: { not: "skipped" } },
    orderBy: { rank: "asc" },
    take: rows,
  });
  const all = await ctx.tx.drawWinner.count({ where: { ...of, state: { not: "skipped" } } });
  const tickets = won.map(({ ticket }) => ticket);
  const others = await ctx.tx.drawEntry.findMany({
    where: { ...of, ticket: { notIn: tickets } },
    orderBy: { number: "asc" },
    take: Math.max(fields - tickets.length, 0),
  });
  const names = await namesOf(ctx, await ctx.tx.drawEntry.findMany({ where: { ...of, ticket: { in: tickets } } }));
  return {
    id: draw.id,
    tickets: [...tickets, ...others.map(({ ticket }) => ticket)].slice(0, fields),
    winners: won.map(({ ticket, memberId, prize }) => ({
      prize: prizeName(draw.prizes[prize] ?? { rank: "", name: "?" }),
      ticket,
      name: names.get(memberId) ?? "",
    })),
    more: Math.max(all - won.length, 0),
    entries: draw.entries,
  };
}

/** The result as a picture: a wheel that stopped at the first ticket, and the winners below. Names no font: the one loaded is taken. */
export function resultSvg(shown: ResultPicture, language: Language): string {
  const parts: string[] = [];
  const write = (words: string, at: { x: number; y: number; size: number; fill?: string; anchor?: string }) =>
    parts.push(
      `<text x="${at.x}" y="${at.y}" font-size="${at.size}" fill="${at.fill ?? ink}" text-anchor="${at.anchor ?? "start"}">${escapeMarkup(words)}</text>`,
    );
  const { id, entries, more } = shown;
  write(pictureText.title[language]({ id }), { x: width / 2, y: 110, size: 64, anchor: "middle" });
  write(pictureText.entries[language]({ entries }), { x: width / 2, y: 170, size: 34, fill: ash, anchor: "middle" });
  parts.push(wheel(shown.tickets, { x: width / 2, y: 530, radius: 280 }));
  let y = 910;
  for (const { prize, name, ticket } of shown.winners) {
    parts.push(`<rect x="${margin}" y="${y - 66}" width="${width - 2 * margin}" height="128" rx="20" fill="#fbeee3"/>`);
    write(cut(name, 12), { x: margin + 32, y: y - 8, size: 46 });
    write(cut(prize, 22), { x: width - margin - 32, y: y - 8, size: 38, fill: ember, anchor: "end" });
    write(ticket, { x: margin + 32, y: y + 40, size: 32, fill: ash });
    y += 148;
  }
  if (more > 0) {
    write(pictureText.more[language]({ more, id }), { x: margin, y: y - 20, size: 32, fill: ash });
    y += 50;
  }
  write(pictureText.check[language]({ id }), { x: width / 2, y, size: 32, fill: ash, anchor: "middle" });
  write(pictureText.onlyShow[language](), { x: width / 2, y: y + 48, size: 28, fill: ash, anchor: "middle" });
  const height = y + 100;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">${parts.join("")}</svg>`;
}

/** Fields with the beginnings of tickets, the first of them under the pointer at the top. */
function wheel(tickets: readonly string[], { x, y, radius }: { x: number; y: number; radius: number }): string {
  const count = Math.max(tickets.length, 3);
  const step = (2 * Math.PI) / count;
  const point = (angle: number, r: number) =>
    `${(x + r * Math.sin(angle)).toFixed(1)} ${(y - r * Math.cos(angle)).toFixed(1)}`;
  const slices = Array.from({ length: count }, (_, index) => {
    const [from, to] = [(index - 0.5) * step, (index + 0.5) * step];
    // the last field is not beside one of its own colour
    const colour = index === 0 ? ember : fieldColours[index === count - 1 && index % 3 === 0 ? 1 : index % 3];
    const path = `<path d="M${x} ${y} L${point(from, radius)} A${radius} ${radius} 0 0 1 ${point(to, radius)} Z" fill="${colour}" stroke="${paper}" stroke-width="4"/>`;
    const place = `translate(${point(index * step, radius * 0.72).replace(" ", ",")}) rotate(${((index * 360) / count).toFixed(1)})`;
    const words = tickets[index]?.slice(0, 4) ?? "";
    return `${path}<text transform="${place}" font-size="34" text-anchor="middle" fill="${index === 0 ? "#fff" : ink}">${words}</text>`;
  });
  const pointer = `<path d="M${x - 34} ${y - radius - 44} h68 l-34 70 Z" fill="${ink}"/>`;
  return `${slices.join("")}<circle cx="${x}" cy="${y}" r="58" fill="${paper}" stroke="${ember}" stroke-width="10"/>${pointer}`;
}

/** So many characters of a text, as people count them. */
function cut(words: string, most: number): string {
  const characters = [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(words)];
  if (characters.length <= most) return words;
  return `${characters
    .slice(0, most - 1)
    .map(({ segment }) => segment)
    .join("")}…`;
}
