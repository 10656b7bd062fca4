/** What pictures for phones and pages are made with, whichever feature draws. */

/** Twice as wide as a phone's screen, so that small words stay sharp. */
export const phoneWidth = 1080;

/** Colours that read on white and on the dark page alike; paper and ink are a picture's own. */
export const colours = {
  paper: "#fffdfa",
  ink: "#2b2622",
  ash: "#8a8178",
  ember: "#d9622b",
  glow: "#f3b58d",
  faint: "#8a817833",
} as const;

/** Words of strangers as text of HTML or SVG. Control characters become spaces: in XML there are none. */
export const escapeMarkup = (words: string): string =>
  words
    .replace(/[^\P{Cc}\n\t]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** PNG of an SVG, drawn beside the event loop. @throws when the optional renderer is not installed */
export async function pngOf(svg: string, fontFile: string): Promise<Buffer> {
  // only here: an installation without optional packages has no renderer, and sends the words alone
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    background: colours.paper,
    font: { fontFiles: [fontFile], loadSystemFonts: false },
    fitTo: { mode: "original" },
  });
  return image.asPng();
}
