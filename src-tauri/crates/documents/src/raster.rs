//! A picture as pixels.

/// How a raster's pixels lie in memory, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey,
    Rgb,
}

impl Layout {
    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }
}

/// Pixels without any metadata.
#[derive(Clone)]
pub(crate) struct Raster {
    pub pixels: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
}

/// Three channels, whatever it has.
pub(crate) fn rgb_of(raster: Raster) -> Vec<u8> {
    match raster.layout {
        Layout::Rgb => raster.pixels,
        Layout::Grey => raster.pixels.iter().flat_map(|shade| [*shade; 3]).collect(),
    }
}
