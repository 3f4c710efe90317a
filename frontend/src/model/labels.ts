/** New labels, and those of a project by name. */
import type { Attribute, Label } from "../contract/contract";

/** A label that asks for nothing yet. */
export function plainLabel(name: string, color: string | null): Label {
  return { name, color, shape: "any", attributes: [], skeleton: null };
}

export function plainAttribute(name: string): Attribute {
  return {
    name,
    type: "select",
    values: [],
    min: null,
    max: null,
    step: null,
    default: null,
    required: false,
    mutable: false,
  };
}
