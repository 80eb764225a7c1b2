/** What is used of pdfmake 0.3: the types that others wrote for it bring those of a browser into every file. */
declare module 'pdfmake' {
  interface Looks {
    readonly font?: string;
    readonly fontSize?: number;
    readonly lineHeight?: number;
    readonly bold?: boolean;
    readonly color?: string;
    readonly alignment?: 'left' | 'right';
    /** Left, top, right, bottom. */
    readonly margin?: readonly [number, number, number, number];
    readonly width?: number;
    readonly pageBreak?: 'before';
    readonly pageOrientation?: 'portrait' | 'landscape';
    /** It is moved to the next page rather than broken. */
    readonly unbreakable?: boolean;
    /** It is a bookmark as well. */
    readonly outline?: boolean;
  }

  export type Cell = Looks & ({ readonly text: Text } | { readonly stack: readonly Content[] });

  type Text = string | readonly (string | (Looks & { readonly text: Text }))[];

  export interface TableLayout {
    readonly fillColor?: () => string;
    readonly hLineWidth: (line: number) => number;
    readonly hLineColor?: (line: number) => string;
    readonly vLineWidth: (line: number) => number;
    readonly vLineColor?: (line: number) => string;
    readonly paddingLeft: () => number;
    readonly paddingRight: () => number;
    readonly paddingTop: () => number;
    readonly paddingBottom: () => number;
  }

  interface Table {
    readonly headerRows?: number;
    readonly keepWithHeaderRows?: number;
    readonly dontBreakRows?: boolean;
    /** In points; `*` takes what is left. */
    readonly widths: readonly (number | '*')[];
    readonly body: readonly (readonly Cell[])[];
  }

  export type Content = Looks &
    (
      | { readonly text: Text }
      | { readonly stack: readonly Content[] }
      | { readonly columns: readonly Content[]; readonly columnGap?: number }
      | { readonly table: Table; readonly layout: TableLayout | 'noBorders' }
      | { readonly svg: string; readonly fit: readonly [number, number] }
    );

  export interface Definition {
    readonly pageSize: 'A4';
    readonly pageMargins: readonly [number, number, number, number];
    readonly content: readonly Content[];
    readonly language: string;
    readonly displayTitle: boolean;
    readonly info: {
      readonly title: string;
      readonly subject: string;
      readonly creator: string;
      readonly creationDate: Date;
    };
    readonly defaultStyle: Looks;
    readonly footer: (page: number, pages: number) => Content;
  }

  const pdfmake: {
    setFonts(fonts: Readonly<Record<string, { readonly normal: string; readonly bold: string }>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
