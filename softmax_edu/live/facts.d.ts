/** What `facts.toml` says. The loader writes this module when it joins the others. */
export const FACTS: {
  palette: { strongest: number };
  panels: { below: string[] };
  limits: { classes: number; annotated: number; mapped: number; slope: number; score: number; widest_score: number; coldest: number; hottest: number; weight: number; undos: number };
  keys: Record<string, string[]>;
  descent: { rate: number; flat: number; pace: number };
  answers: {
    file: string;
    format: string;
    version: number;
    most_text: number;
    most_blanks: number;
    most_count: number;
    patterns: Record<string, string>;
    fields: Record<"predictions" | "steps", Record<string, string | string[]>>;
  };
};
