// What draws them is loaded with the first code: most starts ask for none.

/** A QR code for a terminal, half a line a row. */
export async function qrForTerminal(code: string): Promise<string> {
  const { default: QRCode } = await import("qrcode");
  return QRCode.toString(code, { type: "terminal", small: true });
}

export async function qrAsSvg(code: string): Promise<string> {
  const { default: QRCode } = await import("qrcode");
  return QRCode.toString(code, { type: "svg", margin: 2 });
}

/** Large enough to be scanned from another phone's screen. */
export async function qrAsPng(code: string): Promise<Buffer> {
  const { default: QRCode } = await import("qrcode");
  return QRCode.toBuffer(code, { width: 480, margin: 2 });
}
