//! The files that a snapshot was loaded from, held open: they can be handed on as they are, also
//! after another snapshot took their place on disk.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::Manifest;

/// One FlatGeobuf file a layer; none for a snapshot that was never written.
#[derive(Debug, Default)]
pub struct LayerFiles(Vec<(Layer, File)>);

impl LayerFiles {
    /// Opens the files that a manifest names in a folder. An error comes with the file's name.
    pub(super) fn open(folder: &Path, manifest: &Manifest) -> Result<Self, (String, io::Error)> {
        let open = |layer: Layer| {
            let name = &manifest.layer(layer.name())?.file;
            let file = File::open(folder.join(name)).map_err(|error| (name.clone(), error));
            Some(file.map(|file| (layer, file)))
        };
        Layer::ALL.into_iter().filter_map(open).collect::<Result<_, _>>().map(Self)
    }

    /// Reads some bytes of a layer's file, as many as there are from a place on.
    pub fn read_at(&self, layer: Layer, place: u64, bytes: &mut [u8]) -> io::Result<usize> {
        let file = self.0.iter().find(|(of, _)| *of == layer).map(|(_, file)| file);
        file.ok_or(io::ErrorKind::NotFound)?.read_at(bytes, place)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
