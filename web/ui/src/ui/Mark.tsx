// Mark is Lockstep's sign: two lines that keep step.
export function Mark({ size = 28 }: { size?: number }) {
  return <img src="/favicon.svg" width={size} height={size} alt="" />;
}
