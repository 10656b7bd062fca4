import { isDeepStrictEqual } from "node:util";
import { LineCounter, parseDocument, stringify, type Document, type Node } from "yaml";
import { text } from "../../core/text.ts";
import { readDeclaration, type Declaration } from "./declaration.ts";
import { BadDeclaration, noSuchPlace, type Fault } from "./faults.ts";
import { faultsIn } from "./words.ts";

/** A journey as a file people can read and change; what is at its default and says nothing is left out. */
export function toYaml(declaration: Declaration): string {
  const { audience, steps, goal: _, ...rest } = declaration;
  const limits = Object.entries(audience).filter(([, wanted]) => wanted.length > 0);
  const said = steps.map(({ wait, ifState, gift, offer, ...step }, index) => ({
    ...(wait > 0 || index > 0 ? { wait } : {}),
    ...(ifState.length > 0 ? { ifState } : {}),
    ...(gift > 0 ? { gift } : {}),
    ...step,
    ...(offer ? { offer } : {}),
  }));
  const { name, title, trigger, ...figures } = rest;
  const shown = {
    name,
    title,
    trigger,
    ...(limits.length > 0 ? { audience: Object.fromEntries(limits) } : {}),
    steps: said,
    ...figures,
  };
  return stringify(shown, { lineWidth: 0 });
}

/** Reads a file. @throws BadDeclaration naming the line of every fault */
export function fromYaml(source: string): Declaration {
  const lines = new LineCounter();
  const document = parseDocument(source, { prettyErrors: true, lineCounter: lines });
  if (document.errors.length > 0)
    throw new BadDeclaration(
      document.errors.map((error) => {
        const why = error.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? "";
        return {
          place: [],
          line: error.linePos?.[0].line ?? 1,
          what: text({ zh: `不是 YAML：${why}`, en: `not YAML: ${why}` }),
        };
      }),
    );
  try {
    return checked(document.toJS({ maxAliasCount: 0 }));
  } catch (error) {
    if (!(error instanceof BadDeclaration)) throw error;
    const found = error.faults.map((fault) => ({ ...fault, line: lineOf(document, lines, fault.place) }));
    found.sort((a, b) => a.line - b.line);
    throw error instanceof BadWords ? new BadWords(found) : new BadDeclaration(found);
  }
}

/** Where a place stands; what is missing, where it should stand. */
function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  for (let depth = place.length; depth > 0; depth--) {
    const node = document.getIn(place.slice(0, depth), true) as Node | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/**
 * One value changed: `place` is a path such as `perDay`, `trigger.days` or `steps.0.variants.0.zh`, in
 * large or small letters; the value is read as YAML where it is not a text. @throws BadDeclaration
 */
export function withValue(declaration: Declaration, place: string, value: string): Declaration {
  const path = asWritten(declaration, place.split("."));
  if (path[0] === "name") throw new BadDeclaration([{ place: path, what: keepsName }]);
  const changed: unknown = structuredClone(declaration);
  const last = path.at(-1) ?? "";
  let at: unknown = changed;
  for (const part of path.slice(0, -1))
    at = Object.hasOwn(Object(at), part) ? (at as Record<string, unknown>)[part] : undefined;
  if (typeof at !== "object" || at === null) throw new BadDeclaration([{ place: path, what: noSuchPlace }]);
  const before = (at as Record<string, unknown>)[last];
  const isText = typeof before === "string" && !["kind", "festival", "goal"].includes(last);
  (at as Record<string, unknown>)[last] = isText ? value : parseDocument(value).toJS({ maxAliasCount: 0 });
  return checked(changed);
}

const keepsName = text({
  zh: "旅程的名字不能改，换个名字另存一个吧",
  en: "a journey keeps its name; save it under another one instead",
});

/** The path as the declaration spells it: "perday" is perDay. */
function asWritten(declaration: Declaration, typed: readonly string[]): string[] {
  let at: unknown = declaration;
  return typed.map((part) => {
    const key = Object.keys(Object(at)).find((one) => one.toLowerCase() === part.toLowerCase()) ?? part;
    at = Object.hasOwn(Object(at), key) ? (at as Record<string, unknown>)[key] : undefined;
    return key;
  });
}

/** Whether two declarations differ in what is said alone: who enters, when, and who is told nothing stays. */
export function differsInWordsAlone(before: Declaration, after: Declaration): boolean {
  const frame = ({ steps, ...rest }: Declaration) => ({
    ...rest,
    title: null,
    phrasing: null,
    steps: steps.map(({ group, ...step }) => ({ ...step, variants: null, offer: null, hasGroup: group !== undefined })),
  });
  return isDeepStrictEqual(frame(before), frame(after));
}

function checked(value: unknown): Declaration {
  const declaration = readDeclaration(value);
  const faults = declaration.steps.flatMap(({ variants, group }, index): Fault[] => [
    ...variants.flatMap((variant, nth) =>
      faultsIn(variant).map((fault) => wordsFault(["steps", index, "variants", nth, fault.language], fault.found)),
    ),
    ...(group
      ? faultsIn(group, true).map((fault) => wordsFault(["steps", index, "group", fault.language], fault.found))
      : []),
  ]);
  if (faults.length > 0) throw new BadWords(faults);
  return declaration;
}

const wordsFault = (place: readonly PropertyKey[], found: string): Fault => ({
  place,
  what: text({ zh: found, en: found }),
});

/** Placeholders that do not exist, or could be empty; in a group text any that would name somebody. */
export class BadWords extends BadDeclaration {
  override name = "BadWords";
}
