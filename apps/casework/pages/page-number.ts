/** The first where it is no number of a page. */
export const pageNumber = (text: string | undefined): number => (/^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 1);
