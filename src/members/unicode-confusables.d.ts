declare module "unicode-confusables" {
  /** Each character replaced by the one it is confused with, by UTS #39's table. */
  export function rectifyConfusion(text: string): string;
}
