import { crc32 } from "node:zlib";

/** What stands in a Word document: headings, paragraphs, items of a numbered list, rows of a table, or its own XML. */
export type Written =
  | { text: string; heading?: 1 | 2; isBold?: true; isItem?: true }
  | { rows: readonly (readonly string[])[] }
  | { xml: string };

function written(one: Written): string {
  if ("xml" in one) return one.xml;
  if ("rows" in one) {
    const cells = one.rows.map((row) => row.map((text) => `<w:tc>${written({ text })}</w:tc>`).join(""));
    return `<w:tbl>${cells.map((row) => `<w:tr>${row}</w:tr>`).join("")}</w:tbl>`;
  }
  const { text, heading, isBold, isItem } = one;
  const style = heading ? `<w:pPr><w:pStyle w:val="Heading${heading}"/></w:pPr>` : "";
  const item = isItem ? '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' : "";
  return `<w:p>${style}${item}<w:r>${isBold ? "<w:rPr><w:b/></w:rPr>" : ""}<w:t>${text}</w:t></w:r></w:p>`;
}

/** A Word document of these headings and paragraphs, with the least that Word and its readers ask for. */
export function docx(paragraphs: readonly Written[]): Uint8Array {
  const body = paragraphs.map(written);
  const styles = [1, 2].map(
    (level) => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`,
  );
  const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relations = (type: string, target: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/${type}" Target="${target}"/></Relationships>`;
  const main = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  return zip({
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${main}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${main}.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="${main}.numbering+xml"/></Types>`,
    "_rels/.rels": relations("officeDocument", "word/document.xml"),
    "word/_rels/document.xml.rels": relations("styles", "styles.xml").replace(
      "</Relationships>",
      `<Relationship Id="r2" Type="${office}/numbering" Target="numbering.xml"/></Relationships>`,
    ),
    "word/numbering.xml": `<w:numbering xmlns:w="${word}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    "word/styles.xml": `<w:styles xmlns:w="${word}">${styles.join("")}</w:styles>`,
    "word/document.xml": `<w:document xmlns:w="${word}"><w:body>${body.join("")}</w:body></w:document>`,
  });
}

/** A line of a page: how large its letters are, and where it begins, in points from the left and from below. */
export interface PdfLine {
  text: string;
  size?: number;
  x?: number;
  y?: number;
}

/**
 * A PDF with one page for each text, or for its lines. Its letters are numbers that a table in the file turns into
 * Unicode, as in files that Word writes: Chinese too. Each is as wide as it is high.
 */
export function pdf(given: readonly (string | readonly PdfLine[])[], more = ""): Uint8Array {
  const pages = given.map((page) => (typeof page === "string" ? [{ text: page }] : page));
  const letters = [...new Set(pages.flat().flatMap(({ text }) => Array.from(text)))];
  const hex = (value: number) => value.toString(16).padStart(4, "0");
  const codes = letters.map((letter, i) => `<${hex(i + 1)}> <${hex(letter.charCodeAt(0))}>`);
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
${codes.length} beginbfchar
${codes.join("\n")}
endbfchar endcmap end end`;
  const codesOf = (text: string) => Array.from(text, (letter) => hex(letters.indexOf(letter) + 1)).join("");
  const shown = pages.map((lines) =>
    lines.map(({ text, size = 12, x = 20, y = 700 }) => `/F ${size} Tf 1 0 0 1 ${x} ${y} Tm <${codesOf(text)}> Tj`),
  );
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${6 + 2 * i} 0 R`).join(" ")}] >>`,
    "<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 0 500 500] /ItalicAngle 0 /Ascent 500 /Descent 0 /CapHeight 500 /StemV 50 >> >>",
    stream(map),
    ...shown.flatMap((codes, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${7 + 2 * i} 0 R /Resources << /Font << /F 3 0 R >> >> >>`,
      stream(`BT ${codes.join("\n")} ET`),
    ]),
  ];
  return pdfOf(objects, more);
}

/** A PDF of these objects, numbered from 1; the first is its catalogue. `more`: what else its trailer says. */
export function pdfOf(objects: readonly string[], more = ""): Uint8Array {
  let file = "%PDF-1.7\n";
  const places = objects.map((object, i) => {
    const place = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  const end = `trailer << /Size ${objects.length + 1} /Root 1 0 R ${more} >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(file + table + end, "latin1"));
}

const stream = (content: string) => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

/** An archive of these files, compressed by `deflate` or not at all. */
export function zip(
  files: Readonly<Record<string, string | Buffer>>,
  deflate?: (content: Buffer) => Buffer,
): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [title, content] = [Buffer.from(name), Buffer.from(text)];
    const packed = deflate ? deflate(content) : content;
    const facts = Buffer.alloc(26); // from "version needed" to the length of the extra field
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(deflate ? 8 : 0, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const entry = Buffer.alloc(14); // comment, disk, attributes, place
    entry.writeUInt32LE(offset, 10);
    const here = Buffer.concat([Buffer.from("PK\u0003\u0004"), facts, title, packed]);
    local.push(here);
    central.push(Buffer.from("PK\u0001\u0002\u0014\0", "latin1"), facts, entry, title);
    offset += here.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(local.length, 4);
  end.writeUInt16LE(local.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Uint8Array.from(Buffer.concat([...local, directory, Buffer.from("PK\u0005\u0006"), end]));
}
