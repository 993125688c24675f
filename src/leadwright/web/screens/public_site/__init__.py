"""What everybody may see: landing page with its live demo, ROI, guide."""
