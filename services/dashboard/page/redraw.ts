/**
 * Draws what has changed, once per frame at most, and only what is on the screen: nothing in a hidden tab, nothing
 * that is scrolled away. What was left out is drawn when it comes into view.
 */
export class Redraw {
  private readonly views = new Map<Element, { draw: () => void; dirty: boolean; visible: boolean }>();
  private requested = false;
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const view = this.views.get(target);
      if (view) view.visible = isIntersecting;
    }
    this.request();
  });

  constructor() {
    document.addEventListener('visibilitychange', () => this.request());
  }

  add(host: Element, draw: () => void): void {
    this.views.set(host, { draw, dirty: true, visible: true });
    this.observer.observe(host);
    this.request();
  }

  /** Something has changed for one view, or for all of them. */
  invalidate(host?: Element): void {
    for (const [element, view] of this.views) if (host === undefined || host === element) view.dirty = true;
    this.request();
  }

  private request(): void {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => {
      this.requested = false;
      if (document.hidden) return;
      for (const view of this.views.values()) {
        if (!view.dirty || !view.visible) continue;
        view.dirty = false;
        view.draw();
      }
    });
  }
}
