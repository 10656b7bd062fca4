import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";

/** A place in the bundle, as stacks name it: file, line, column. */
const place = /(?:file:\/\/)?([^\s()"'\\]*\/dist\/program\/[^\s()"'\\:]+\.js):(\d+):(\d+)/g;

/** By file of the bundle; null where there is none. */
const maps = new Map<string, SourceMap | null>();

/**
 * A text in which places of the bundle (dist/program) are those of the sources they were made of. A map is read when
 * the first error comes from its file: Node's --enable-source-maps reads all of them at every start.
 */
export function inSources(text: string): string {
  return text.replace(place, (written, file: string, line: string, column: string) => {
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !("fileName" in origin)) return written;
    return `${path.resolve(path.dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

function mapOf(file: string): SourceMap | null {
  let map = maps.get(file);
  if (map === undefined) maps.set(file, (map = readMap(file)));
  return map;
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return null;
  }
}
