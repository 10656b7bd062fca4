import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { chatLimits, readApart } from "../../../src/features/service/importing/apart.ts";
import { pdf, pdfOf, zip } from "./documents.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("reads a file in a thread of its own as it would be read here", async () => {
  const order = { kind: "pdf", bytes: pdf(["包邮满八十元。"]), name: "shop.pdf" } as const;
  const { entries, unreadable } = await readApart(order, chatLimits);
  expect(unreadable).toEqual([]);
  expect(entries.map(({ content }) => [content.question, content.answer])).toEqual([
    ["包邮满八十元", "包邮满八十元。"],
  ]);
});

/** A page that draws another ten times over, which draws another ten times over, and so on, down to one that writes a word. */
function endlessPdf(): Uint8Array {
  const depth = 12;
  const form = (draws: string, next: number) =>
    `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${next} 0 R >> /Font << /F 4 0 R >> >> /Length ${draws.length} >>\nstream\n${draws}\nendstream`;
  const draws = "/X Do ".repeat(10).trim();
  const words = "BT /F 9 Tf (tea) Tj ET";
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Contents 5 0 R >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    `<< /Length ${draws.length} >>\nstream\n${draws}\nendstream`,
    ...Array.from({ length: depth }, (_, i) => form(i === depth - 1 ? words : draws, i + 7)),
  ]);
}

test("a PDF that never ends is given up, and everything else goes on meanwhile", async () => {
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  const order = { kind: "pdf", bytes: endlessPdf(), name: "endless.pdf" } as const;
  const read = await readApart(order, { ...chatLimits, ms: 4_000 });
  clearInterval(others);
  expect(read.entries).toEqual([]);
  expect(read.unreadable).toMatchObject([{ place: "the file", fault: "tooSlow" }]);
  expect(turns).toBeGreaterThan(100);
});

test("a Word document that unfolds to more than there may be is given up", async () => {
  const huge = Buffer.alloc(192 * 1024 * 1024, " ");
  const packed = zip({ "word/document.xml": huge }, deflateRawSync);
  expect(packed.length).toBeLessThan(2 * 1024 * 1024);
  const { entries, unreadable } = await readApart(
    { kind: "docx", bytes: packed, name: "bomb.docx" },
    { ms: 60_000, megabytes: 64 },
  );
  expect(entries).toEqual([]);
  expect(unreadable).toMatchObject([{ place: "the file", fault: "tooMuch" }]);
});

test("is stopped with its job, which is tried again then", async () => {
  const stop = new AbortController();
  const reading = readApart({ kind: "pdf", bytes: endlessPdf(), name: "endless.pdf" }, chatLimits, stop.signal);
  stop.abort(new Error("the house is closing"));
  await expect(reading).rejects.toThrow("the house is closing");
});

test.each([
  ["letters of a code that is not known", Buffer.from("Thé très cher", "latin1"), "notUtf8"],
  ["an empty file", new Uint8Array(), "empty"],
  ["a file of headings alone", bytes("question,answer\n"), "empty"],
] as const)("says what is wrong with %s", async (_, content, fault) => {
  const { entries, unreadable } = await readApart({ kind: "csv", bytes: content, name: "faq.csv" }, chatLimits);
  expect(entries).toEqual([]);
  expect(unreadable).toMatchObject([{ place: "the file", fault }]);
});
