/** What a page route returns: a template and what it shows. */
export class Page {
  constructor(
    /** Below `apps/casework`, without its ending: `home/home`. */
    readonly template: string,
    readonly shows: object,
    /** 200 where left out; 400 for a form that comes back with errors. */
    readonly status = 200,
  ) {}
}

/** After a form was taken: go and read another page. */
export class Redirect {
  constructor(readonly to: string) {}
}
