import QRCode from "qrcode";

/** A QR code for a terminal, half a line a row. */
export const qrForTerminal = (code: string): Promise<string> =>
  QRCode.toString(code, { type: "terminal", small: true });

export const qrAsSvg = (code: string): Promise<string> => QRCode.toString(code, { type: "svg", margin: 2 });

/** Large enough to be scanned from another phone's screen. */
export const qrAsPng = (code: string): Promise<Buffer> => QRCode.toBuffer(code, { width: 480, margin: 2 });
