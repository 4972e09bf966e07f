// Gives a page the element <tra-cuu-box>; with the attribute data-box, also one where this script stands.
{
  // In a module there is no current script.
  const script = document.currentScript ?? document.querySelector('script:is([src$="/embed.js"], [src*="/embed.js?"])');
  const { box, ...options } = script.dataset;
  if (box !== undefined) {
    const element = document.createElement("tra-cuu-box");
    for (const [name, value] of Object.entries(options)) element.setAttribute(name, value);
    script.after(element);
  }
  // If it can't be had, what the page has inside the element stays; the browser has said why.
  import(new URL({{ element | tojson }}, script.src)).catch(() => {});
}
