import type { Unreadable } from "./faults.ts";
import { htmlText } from "./html.ts";
import { readText, type Passage } from "./passages.ts";
import { readPdf } from "./pdf.ts";

/** What is read of a document, and what of it is not. */
export interface Document {
  passages: Passage[];
  unreadable: Unreadable[];
}

/** Readers of these kinds throw at a damaged file; to whoever brought it that is one line of the preview. */
export async function readDocument(kind: "pdf" | "docx", bytes: Uint8Array, name: string): Promise<Document> {
  try {
    return kind === "pdf" ? await pdf(bytes, name) : await docx(bytes, name);
  } catch (error) {
    return { passages: [], unreadable: [why(kind, bytes, error as Error)] };
  }
}

async function pdf(bytes: Uint8Array, name: string): Promise<Document> {
  const { text, empty } = await readPdf(bytes);
  const passages = readText(text, name);
  const problem = "has no text, as a scan or a picture has none; allowed: text that can be marked and copied";
  const fault = "noText";
  if (passages.length === 0) return { passages, unreadable: [{ place: "the file", fault, problem }] };
  return { passages, unreadable: empty.map((page) => ({ place: `p. ${page}`, fault, problem })) };
}

async function docx(bytes: Uint8Array, name: string): Promise<Document> {
  const { default: mammoth } = await import("mammoth");
  const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
  return { passages: readText(htmlText(value), name), unreadable: [] };
}

/** How files of the older Word begin, and those of the newer under a password. */
const compound = [0xd0, 0xcf, 0x11, 0xe0];

function why(kind: "pdf" | "docx", bytes: Uint8Array, error: Error): Unreadable {
  const place = "the file";
  if (error.name === "PasswordException" || compound.every((byte, i) => bytes[i] === byte))
    return {
      place,
      fault: "locked",
      problem: "has a password, or is an older .doc; allowed: a copy without, as .docx",
    };
  const called = kind === "pdf" ? "PDF" : "Word document";
  return { place, fault: "damaged", problem: `cannot be read as a ${called} (${error.message.split(/[\n:]/u)[0]})` };
}
