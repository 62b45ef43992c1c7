import 'pdfkit';

/** What pdfkit has and its published types lack. */
declare global {
  namespace PDFKit.Mixins {
    interface StructureElementOptions {
      /** Of a TH. */
      scope?: 'Row' | 'Column' | undefined;
      /** Left, top, right, bottom. */
      bbox?: readonly [number, number, number, number] | undefined;
    }
    interface PDFImage {
      /** Throws where the bytes are no PNG or JPEG. */
      openImage(source: Uint8Array): OpenImage;
      image(source: OpenImage, x: number, y: number, options: ImageOption): this;
    }
    interface OpenImage {
      readonly width: number;
      readonly height: number;
    }
  }
}
