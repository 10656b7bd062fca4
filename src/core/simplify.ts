import { Converter } from "opencc-js/t2cn";

let convert: ((text: string) => string) | undefined;

/** Traditional Chinese characters as simplified ones, by the words they stand in. The table is made once, when first asked. */
export function simplify(text: string): string {
  return (convert ??= Converter({ from: "t", to: "cn" }))(text);
}
